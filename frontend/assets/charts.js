// The part of ECharts that the portal uses: pies as SVG. The portal itself draws the tooltip and the legend, and describes the pie:
// those of ECharts would make each change of the slices cost more. It is loaded as a plain script, with the first chart, and leaves
// one global for the bindings.
import { init, use } from "echarts/core";
import { PieChart } from "echarts/charts";
import { SVGRenderer } from "echarts/renderers";

use([PieChart, SVGRenderer]);

globalThis.echarts = { init };
