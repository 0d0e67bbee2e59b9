import { clsx } from "clsx"
import { type JSX, Show, splitProps } from "solid-js"
import { Icon, type IconShape } from "~/ui/picture/icon"
import { Spinner } from "~/ui/state/spinner"

/** `primary` once a region; `bad-solid` only for the last step of something dangerous. */
export type ButtonKind = "primary" | "second" | "quiet" | "bad" | "bad-solid"
export type ButtonSize = "medium" | "small" | "large"

type Look = { kind?: ButtonKind | undefined; size?: ButtonSize | undefined }

const BASE =
  "relative inline-flex select-none items-center justify-center whitespace-nowrap border font-label tracking-[-0.003em] no-underline transition-colors duration-100"

const KINDS: Record<ButtonKind, string> = {
  primary: "border-transparent bg-sea text-on-sea",
  second: "border-edge bg-surface text-ink",
  quiet: "border-transparent text-ink-2",
  bad: "border-edge bg-surface text-bad",
  "bad-solid": "border-transparent bg-bad-solid text-on-bad",
}

const LIVE: Record<ButtonKind, string> = {
  primary: "hover:bg-sea-hover active:bg-sea-hover",
  second: "hover:bg-hover active:border-line-strong active:bg-hover",
  quiet: "hover:bg-hover hover:text-ink active:bg-hover",
  bad: "hover:bg-bad-wash active:border-bad-dot active:bg-bad-wash",
  "bad-solid": "darker",
}

const SIZES: Record<ButtonSize, string> = {
  medium: "h-9 gap-2 rounded-control px-3.5 text-control max-sm:h-11 max-sm:text-[15px]",
  small: "touch h-[30px] gap-1.5 rounded-[6px] px-2.5 text-small max-sm:h-9",
  large: "h-12 gap-2 rounded-note px-[22px] text-[16px] leading-5 max-sm:h-[50px]",
}

const SQUARES: Record<ButtonSize, string> = {
  medium: "size-9 rounded-control max-sm:size-11",
  small: "touch size-[30px] rounded-[6px] max-sm:size-9",
  large: "size-12 rounded-note",
}

/** The classes of a button, for the rare element that has to look like one. */
export function buttonClass(look: Look & { square?: boolean; off?: boolean; class?: string | undefined }): string {
  const kind = look.kind ?? "second"
  const size = look.size ?? "medium"
  return clsx(
    BASE,
    KINDS[kind],
    look.off ? "cursor-not-allowed opacity-50" : LIVE[kind],
    (look.square ? SQUARES : SIZES)[size],
    look.class,
  )
}

type Press = {
  kind?: ButtonKind | undefined
  size?: ButtonSize | undefined
  /** In progress: the label stays with a spinner, and presses do nothing. */
  busy?: boolean | undefined
  /** Stays in the tab order, so that the reason beside it can be found; point to it with `aria-describedby`. */
  disabled?: boolean | undefined
  onClick?: ((event: MouseEvent) => void) | undefined
}

type Native = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "disabled" | "onClick" | "type">

export type ButtonProps = Native &
  Press & { icon?: IconShape | undefined; type?: "button" | "submit" | undefined; class?: string | undefined }

/** A button; not of type "submit" unless told so. */
export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, [
    "kind",
    "size",
    "busy",
    "disabled",
    "icon",
    "onClick",
    "class",
    "children",
    "type",
  ])
  return (
    <button
      {...rest}
      {...guarded(own)}
      type={own.type ?? "button"}
      class={buttonClass({ kind: own.kind, size: own.size, off: own.disabled === true, class: own.class })}
    >
      <Show when={own.busy} fallback={<Glyph icon={own.icon} size={own.size} />}>
        <Spinner />
      </Show>
      {own.children}
    </button>
  )
}

/** A square button with an icon and a label for those who do not see it. */
export function IconButton(
  props: Omit<Native, "children"> & Press & { icon: IconShape; label: string; class?: string | undefined },
) {
  const [own, rest] = splitProps(props, ["kind", "size", "busy", "disabled", "icon", "label", "onClick", "class"])
  return (
    <button
      {...rest}
      {...guarded(own)}
      type="button"
      aria-label={own.label}
      title={own.label}
      class={buttonClass({ ...own, square: true, off: own.disabled === true })}
    >
      <Show when={own.busy} fallback={<Icon of={own.icon} size={own.size === "small" ? 15 : 17} />}>
        <Spinner />
      </Show>
    </button>
  )
}

type Anchor = Omit<JSX.AnchorHTMLAttributes<HTMLAnchorElement>, "href" | "class">

/** A link that looks like a button, for going somewhere. */
export function LinkButton(
  props: Anchor & Look & { href: string; icon?: IconShape | undefined; class?: string | undefined },
) {
  const [own, rest] = splitProps(props, ["kind", "size", "icon", "class", "children"])
  return (
    <a {...rest} class={buttonClass({ kind: own.kind, size: own.size, class: own.class })}>
      <Glyph icon={own.icon} size={own.size} />
      {own.children}
    </a>
  )
}

function Glyph(props: { icon: IconShape | undefined; size: ButtonSize | undefined }) {
  return <Show when={props.icon}>{(icon) => <Icon of={icon()} size={props.size === "small" ? 14 : 17} />}</Show>
}

/** Ignores presses of a busy or disabled button, also by Enter in its form, and keeps the focus on it. */
function guarded(press: Press) {
  return {
    get "aria-busy"() {
      return press.busy ? ("true" as const) : undefined
    },
    get "aria-disabled"() {
      return press.disabled ? ("true" as const) : undefined
    },
    onClick: (event: MouseEvent) => {
      if (!(press.busy || press.disabled)) return press.onClick?.(event)
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
