import type { JSX } from "solid-js"

/** A setting that is an action: what it does at the left, its button at the right. */
export function SettingLine(props: { title: string; text: string; children: JSX.Element }) {
  return (
    <div class="flex items-center justify-between gap-6 py-[13px] max-[420px]:flex-col max-[420px]:items-start max-[420px]:gap-2 max-sm:gap-4">
      <div class="min-w-0">
        <div class="font-label">{props.title}</div>
        <div class="text-ink-2 text-small">{props.text}</div>
      </div>
      {props.children}
    </div>
  )
}
