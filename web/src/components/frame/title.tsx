import { createEffect, createSignal, onCleanup } from "solid-js"
import { useInfo } from "~/api/info"
import { text } from "~/i18n/en/common"

/** The dots of statuses in the tab's icon; other tones have none. */
const DOTS: Record<string, string> = { ok: "#17935c", due: "#e0a63f", bad: "#d3312b" }
const ICON = "/favicon.svg"

/** A state that is shown in a background tab. */
export type TabStatus = { word: string; tone: string }

const [over, setOver] = createSignal<TabStatus>()

/** The status of an overlay replaces that of the page. */
export function useTitleOver(status: () => TabStatus | undefined) {
  createEffect(() => setOver(status()))
  onCleanup(() => setOver(undefined))
}

/**
 * Sets the tab's title: the state if there is one, the page, the operator. The state is also a dot in the icon, for
 * narrow tabs.
 */
export function useTitle(page: () => string | undefined, status?: () => TabStatus | undefined) {
  const info = useInfo()
  const operator = () => (info.isSuccess ? info.data.name : text.product)
  createEffect(() => {
    const name = page()
    const word = (over() ?? status?.())?.word
    const parts = [word, name, operator()].filter((part) => part !== undefined && part !== "")
    document.title = parts.join(" · ")
  })
  createEffect(() => {
    const dot = DOTS[(over() ?? status?.())?.tone ?? ""]
    setIcon(dot ? iconWith(dot) : ICON)
  })
  onCleanup(() => setIcon(ICON))
}

function setIcon(href: string) {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (link && link.getAttribute("href") !== href) link.setAttribute("href", href)
}

function iconWith(dot: string): string {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6.5" fill="#12556b"/>' +
    '<path fill="#fff" d="M13 4.5C20.5 8.2 26 14.8 28 23.5H13ZM5 13.5C8.2 15.4 10.3 18.8 10.9 23.5H5Z"/>' +
    `<circle cx="26" cy="26" r="6" fill="#fff"/><circle cx="26" cy="26" r="5" fill="${dot}"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
