"""Writes an Active Deployment Report of made-up deployments with XlsxWriter, as a careful user of it would, or tells
whether workbooks hold the same.

    report.py write ROWS FILE      the rows are those of made_up_deployments.mjs
    report.py digest FILE…         a digest of each file's second sheet, a line each
"""

import datetime
import hashlib
import re
import sys
import zipfile

HEADINGS = [
    "Deployment ID", "Host Name", "Platform", "Product Version", "Mode", "Units", "Group", "Activated (UTC)",
    "Last Seen (UTC)", "Name", "IP Address",
]
PLATFORMS = ["Windows 11", "Ubuntu 24.04", "macOS 15", "Windows Server 2022"]
FIRST_DAY = datetime.datetime(2024, 1, 1)


def write(rows, file):
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    bold = book.add_format({"bold": True})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    book.add_worksheet("License")
    sheet = book.add_worksheet("Active Deployments")
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    for number in range(rows):
        row = number + 1
        activated = FIRST_DAY + datetime.timedelta(days=number % 700)
        sheet.write_string(row, 0, f"station-{number:07}")
        sheet.write_string(row, 1, f"host-{number % 50_000:05}.example.org")
        sheet.write_string(row, 2, PLATFORMS[number % 4])
        sheet.write_string(row, 3, f"{10 + number % 5}.{number % 12}.0")
        sheet.write_string(row, 4, "Online" if number % 10 else "Offline")
        sheet.write_number(row, 5, 1 + number % 3)
        if number % 7:
            sheet.write_string(row, 6, f"Group {number % 20}")
        sheet.write_datetime(row, 7, activated, instant)
        sheet.write_datetime(row, 8, activated + datetime.timedelta(days=number % 60), instant)
    book.close()


def digest(file):
    """Of the cells alone: what is said of columns and the numbers of styles are each writer's own."""
    seen = hashlib.sha256()
    count = 0
    with zipfile.ZipFile(file) as book, book.open("xl/worksheets/sheet2.xml") as sheet:
        rest = b""
        while chunk := sheet.read(1 << 20):
            rest += chunk
            *rows, rest = rest.split(b"</row>")
            for row in rows:
                cells = row[row.index(b"<row") :]
                cells = re.sub(rb"<row r=\"(\d+)\"[^>]*>", rb"<row \1>", cells)
                seen.update(re.sub(rb" s=\"\d+\"", b"", cells))
            count += len(rows)
    return f"{count} {seen.hexdigest()}"


if sys.argv[1] == "write":
    write(int(sys.argv[2]), sys.argv[3])
else:
    for name in sys.argv[2:]:
        print(digest(name))
