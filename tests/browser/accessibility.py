"""What axe-core finds on a page, and what it leaves open: https://github.com/dequelabs/axe-core."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""Which of axe's rules hold here: those of the Web Content Accessibility Guidelines 2.2, A and AA."""

OF_STREAMLIT = {
    # The month and the day in a date field are narrower than 24 px since
    # https://github.com/streamlit/streamlit/pull/16232. The field around them opens a calendar that needs neither: the
    # exception for what can be done otherwise, https://github.com/w3c/wcag/issues/1976.
    "target-size": '[role="spinbutton"]',
}
"""What is not ours to mend, by rule: the elements it is left out for."""

_FINDINGS = """async ([rules, known]) => {
    const {Color, flattenColors, getContrast} = axe.commons.color;
    const parsed = text => { const colour = new Color(); colour.parseString(text); return colour; };
    const lineage = element => element ? [...lineage(element.parentElement), element] : [];
    const nodes = outcomes => outcomes.flatMap(
        ({id, impact, nodes}) => nodes.map(({element, any, all, none}) =>
            ({id, impact, element, why: [...any, ...all, ...none].map(one => one.message).join('; ')})));
    // Streamlit lets no `tabindex` be given to what scrolls; browsers reach it by keyboard all the same.
    const isReached = element => { element.focus(); return document.activeElement === element; };
    const isSettled = ({id, element}) => id === 'scrollable-region-focusable' ? isReached(element)
        : id in known && element.matches(known[id]);

    const told = await axe.run({runOnly: rules, resultTypes: ['violations', 'incomplete'], elementRef: true});
    const found = nodes(told.violations).filter(one => !isSettled(one))
        .map(({id, element, why}) => `${id}: ${why} ${element.outerHTML.slice(0, 200)}`);

    // Axe cannot tell the ground of drawn text, of a lone sign and of what another element may overlap.
    for (const {element} of nodes(told.incomplete.filter(({id}) => id === 'color-contrast'))) {
        // A figure may have been drawn anew meanwhile.
        if (!element.isConnected) continue;
        const isDrawn = element.closest('svg'), style = getComputedStyle(element), around = lineage(element);
        const fill = isDrawn ? style.fill : style.color, text = element.textContent.trim();
        // Text in these two lies on a mark, whose contrast the tests of the figures hold.
        if (isDrawn && ['rgb(255, 255, 255)', 'rgb(16, 20, 24)'].includes(fill)) continue;
        const ground = around.map(one => parsed(getComputedStyle(one).backgroundColor))
            .reduce((below, top) => flattenColors(top, below), new Color(255, 255, 255, 1));
        const ink = parsed(fill);
        ink.alpha *= around.reduce((all, one) => all * Number(getComputedStyle(one).opacity), 1);
        ink.alpha *= isDrawn ? Number(style.fillOpacity) : 1;
        const ratio = getContrast(ground, flattenColors(ink, ground));
        const wanted = /[\\p{L}\\p{N}]/u.test(text) ? 4.5 : 3;
        if (ratio < wanted) found.push(`color-contrast: ${ratio.toFixed(1)}:1 ${text.slice(0, 40)}`);
    }
    return found;
}"""


def findings(page: Page, only: str | None = None) -> list[str]:
    """What is wrong on the page, however grave, with the reason and the element; of one rule alone when it is named.

    Text wants 4.5 to 1 between ink and ground, a sign without a letter 3 to 1: WCAG 2.2, 1.4.3 and 1.4.11.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": WCAG}
    found: list[str] = page.evaluate(_FINDINGS, [rules, OF_STREAMLIT])
    return found
