"""A page as something to take away: slides, a PDF, a workbook, each number with a receipt.

`exports.document.Document` is what is exported: pages of blocks, with what they rest on. `exports.content` makes a page
of it from the same insights as the screen; writers (`exports.pptx`, `exports.pdf`, `exports.xlsx`) only write it down.
"""
