"""How well text stands out from what is behind it."""

FAINT_TEXT = """() => {
    const parsed = colour => {
        const [r, g, b, a] = colour.match(/[\\d.]+/g).map(Number);
        return [r, g, b, a ?? 1];
    };
    const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        const layers = [];
        for (let one = element; one; one = one.parentElement)
            layers.push(parsed(getComputedStyle(one).backgroundColor));
        return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
    };
    const opacity = element => {
        let all = 1;
        for (let one = element; one; one = one.parentElement) all *= Number(getComputedStyle(one).opacity);
        return all;
    };
    const faint = new Set();
    const walker = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.nodeValue.trim(), element = walker.currentNode.parentElement;
        if (!text || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
        if (!element.getClientRects().length) continue;
        // What cannot be used need not stand out.
        if (element.closest('[disabled]')) continue;
        if (element.closest('canvas, style, [data-testid="stIconMaterial"]')) continue;
        const style = getComputedStyle(element), back = behind(element);
        // Text in these two lies on a mark, whose contrast the tests of the charts hold.
        if (element.closest('svg') && ['rgb(255, 255, 255)', 'rgb(16, 20, 24)'].includes(style.fill)) continue;
        const ink = parsed(element.closest('svg') ? style.fill : style.color);
        ink[3] *= opacity(element) * (element.closest('svg') ? Number(style.fillOpacity) : 1);
        const [high, low] = [light(over(ink, back)), light(back)].sort((a, b) => b - a);
        const ratio = (high + 0.05) / (low + 0.05);
        if (ratio < (/[\\p{L}\\p{N}]/u.test(text) ? 4.5 : 3)) faint.add(`${ratio.toFixed(1)}:1 ${text.slice(0, 40)}`);
    }
    return [...faint];
}"""
"""Texts of the page with less than 4.5 to 1 between ink and ground, marks without a letter with less than 3 to 1.

WCAG 2.2, 1.4.3 and 1.4.11; each with its ratio, none when all stand out.
"""
