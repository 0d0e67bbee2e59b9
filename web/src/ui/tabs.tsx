import { useLocation } from "@solidjs/router"
import { createEffect, For, Show } from "solid-js"

/** With a `count`, even a later one, space for two digits is reserved, so that nothing moves. */
export type TabLink = { href: string; label: string; count?: number | undefined }

/** Scrolls the row of links, and nothing else, so that this link is in its middle. */
function reveal(link: HTMLElement) {
  const row = link.closest("nav")
  if (row) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2
}

/** Links between the pages of one object. They are links, not a tab list: each has its own address and page. */
export function TabLinks(props: { items: readonly TabLink[]; label: string }) {
  const location = useLocation()
  const current = (href: string) => /^[^?#]*/.exec(href)?.[0] === location.pathname
  return (
    <nav
      aria-label={props.label}
      class="mt-6 mb-8 overflow-x-auto border-line border-b [scrollbar-width:none] max-sm:-mx-4 max-sm:mt-4 max-sm:mb-6 max-sm:px-4"
    >
      <ul class="flex gap-[26px]">
        <For each={props.items}>
          {(item) => (
            <li>
              <a
                ref={(link) => createEffect(() => current(item.href) && reveal(link))}
                href={item.href}
                aria-current={current(item.href) ? "page" : undefined}
                class="-outline-offset-2 block whitespace-nowrap border-transparent border-b-2 py-2.5 font-medium text-control text-ink-2 transition-colors duration-100 hover:text-ink aria-[current=page]:border-sea aria-[current=page]:text-ink max-sm:py-3"
              >
                {item.label}{" "}
                <Show when={"count" in item}>
                  <span class="ml-1 inline-block min-w-[2ch] font-normal text-ink-3 tabular-nums">{item.count}</span>
                </Show>
              </a>
            </li>
          )}
        </For>
      </ul>
    </nav>
  )
}
