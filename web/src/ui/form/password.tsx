import { clsx } from "clsx"
import Eye from "lucide-solid/icons/eye"
import EyeOff from "lucide-solid/icons/eye-off"
import { createSignal, createUniqueId, type JSX, splitProps } from "solid-js"
import { IconButton } from "./button"
import { boxClass, described, Frame } from "./field"

/** A password field with a button that shows the text. Pasting and password managers work. */
export function PasswordField(
  props: Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "class" | "prefix" | "type"> & {
    label: JSX.Element
    help?: JSX.Element | undefined
    good?: JSX.Element | undefined
    error?: JSX.Element | undefined
    words: { show: string; hide: string }
    class?: string | undefined
  },
) {
  const [around, own, rest] = splitProps(props, ["label", "help", "good", "error", "class", "id"], ["words"])
  const [shown, setShown] = createSignal(false)
  const unique = createUniqueId()
  const id = () => around.id ?? unique
  return (
    <Frame {...around} id={id()}>
      <div class={clsx(boxClass(Boolean(around.error)), "h-10 pr-1 pl-3 max-sm:h-[46px]")}>
        <input
          autocapitalize="off"
          autocorrect="off"
          spellcheck={false}
          {...rest}
          type={shown() ? "text" : "password"}
          id={id()}
          {...described(around, id)}
          class="h-full w-full min-w-0 flex-1 bg-transparent outline-none"
        />
        <IconButton
          kind="quiet"
          size="small"
          icon={shown() ? EyeOff : Eye}
          label={shown() ? own.words.hide : own.words.show}
          aria-controls={id()}
          onClick={() => setShown(!shown())}
        />
      </div>
    </Frame>
  )
}
