"""Tables of money as villages send them, in a workbook or as CSV."""

from __future__ import annotations

import io

import openpyxl

HEADS = ["日期", "收支", "金额（元）", "摘要", "对方", "经手人", "审批人", "凭证号"]
ROW = ["2026-08-03", "支出", "1,200.50", "路灯维修", "五金店", "李会计", "王书记", "8-1"]


def workbook(rows, heads=HEADS):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in ([heads] if heads else []) + rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv(*rows, encoding="utf-8-sig"):
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)


def row(**cells):
    names = dict(zip(("on", "way", "amount", "subject"), range(4), strict=True)) | {"voucher": 7}
    made = list(ROW)
    for name, cell in cells.items():
        made[names[name]] = cell
    return made
