import { type JSX, Show } from "solid-js"

/** A page with one sentence and a link. */
export function Plain(props: {
  title: string
  text: string
  action?: { href: string; label: string }
  children?: JSX.Element
}) {
  return (
    <div class="mx-auto max-w-[480px] py-16 text-center sm:py-24">
      <h1 class="text-[28px] leading-[34px] tracking-[-0.022em]">{props.title}</h1>
      <p class="mt-3 text-ink-2">{props.text}</p>
      <div class="mt-6 flex flex-wrap justify-center gap-2">
        {props.children}
        <Show when={props.action}>
          {(action) => (
            <a
              href={action().href}
              class="inline-flex min-h-11 items-center rounded-control border border-edge bg-surface px-3.5 font-[550] text-[14px] hover:bg-hover sm:min-h-9"
            >
              {action().label}
            </a>
          )}
        </Show>
      </div>
    </div>
  )
}
