"""Makes the tables of docs/runtime-matrix.md: `make matrix`."""

from __future__ import annotations

import sys

from matrix import evidence, offers, page


def main() -> None:
    """Put the tables into the page, or end with the sentence that says what is lacking."""
    try:
        tables = page.Matrix(evidence.read(), offers.tried_in_ci()).text(*offers.everything())
    except evidence.Unproven as error:
        sys.exit(f"{error}.")
    page.PAGE.write_text(page.renewed(page.PAGE.read_text("utf-8"), tables), "utf-8")


if __name__ == "__main__":
    main()
