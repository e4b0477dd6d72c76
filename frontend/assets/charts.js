// The part of ECharts that the portal uses: pies as SVG, with tooltip, legend and a description for screen readers. It is loaded
// as a plain script, with the first chart, and leaves one global for the bindings.
import { init, use } from "echarts/core";
import { PieChart } from "echarts/charts";
import { AriaComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([PieChart, AriaComponent, LegendComponent, TooltipComponent, LabelLayout, SVGRenderer]);

globalThis.echarts = { init };
