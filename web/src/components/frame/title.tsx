import { createEffect, createSignal, onCleanup } from "solid-js"
import { useInfo } from "~/api/info"
import { text } from "~/i18n/en/common"

/** What a status says in the tab's icon; other tones leave the icon as it is. */
const DOTS: Record<string, string> = { ok: "#17935c", due: "#e0a63f", bad: "#d3312b" }
const ICON = "/favicon.svg"

/** A state worth telling in a background tab. */
export type TabStatus = { word: string; tone: string }

const [over, setOver] = createSignal<TabStatus>()

/** What stands over the page is what the tab tells, while it does. */
export function useTitleOver(status: () => TabStatus | undefined) {
  createEffect(() => setOver(status()))
  onCleanup(() => setOver(undefined))
}

/**
 * Names the tab: the state where there is one, the page, the operator. The state also stands as a dot in the icon, for tabs so
 * narrow that only the icon is seen.
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
