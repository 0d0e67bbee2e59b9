import Ellipsis from "lucide-solid/icons/ellipsis"
import { type ComponentProps, createSignal, Show, Suspense } from "solid-js"
import { IconButton } from "~/ui/button"
import type { Menu as Opened } from "~/ui/menu"
import { onDemand } from "./later"

const Menu = onDemand(async () => ({ default: (await import("~/ui/menu")).Menu }))

/** The button of a menu. The menu itself is sent for when a pointer or the focus comes near, and opens with the first click. */
export function MenuButton(props: Omit<ComponentProps<typeof Opened>, "opened">) {
  const [wanted, setWanted] = createSignal<"first" | "last">()
  const send = () => void Menu.preload()
  const Button = () => (
    <span class="relative inline-flex">
      <IconButton
        icon={props.icon ?? Ellipsis}
        label={props.label}
        kind={props.kind}
        size={props.size}
        aria-haspopup="menu"
        aria-expanded={false}
        onPointerEnter={send}
        onFocus={send}
        onClick={() => setWanted("first")}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
          event.preventDefault()
          setWanted(event.key === "ArrowUp" ? "last" : "first")
        }}
      />
    </span>
  )
  return (
    <Show when={wanted()} fallback={<Button />}>
      {(at) => (
        <Suspense fallback={<Button />}>
          <Menu {...props} opened={at()} />
        </Suspense>
      )}
    </Show>
  )
}
