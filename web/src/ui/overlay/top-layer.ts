/** `manual` where the browser has a top layer for what floats; without one it floats by its place in the page. */
export const topLayer = () => ("showPopover" in HTMLElement.prototype ? ("manual" as const) : undefined)
