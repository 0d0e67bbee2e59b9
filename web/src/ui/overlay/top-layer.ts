/** `manual` if the browser has a top layer for floating elements; without one they are positioned in the page. */
export const topLayer = () => ("showPopover" in HTMLElement.prototype ? ("manual" as const) : undefined)
