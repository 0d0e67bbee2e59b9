import { createSignal, onMount } from "solid-js"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { NewKeyHead } from "./new-key-head"

const NAME_MOST = 48

/** Step 1: the public name. */
export function NewKeyName(props: { name: string; onName: (name: string) => void; back: () => void }) {
  const [name, setName] = createSignal(props.name)
  const [wrong, setWrong] = createSignal<string>()
  let form!: HTMLFormElement
  const focus = () => form.querySelector("input")?.focus()
  onMount(focus)
  const submit = () => {
    const chosen = name().trim()
    if (chosen && [...chosen].length <= NAME_MOST) return props.onName(chosen)
    setWrong(chosen ? text.make.name.tooLong(NAME_MOST) : text.make.name.missing)
    focus()
  }
  return (
    <>
      <NewKeyHead step={1} heading={text.make.name.heading} lead={text.make.name.lead} back={props.back} quiet />
      <form
        ref={form}
        class="mt-6 grid grid-cols-[minmax(0,1fr)] gap-4"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field
          label={text.make.name.label}
          error={wrong()}
          value={name()}
          autocomplete="nickname"
          onInput={(event) => {
            setName(event.currentTarget.value)
            setWrong(undefined)
          }}
        />
        <Button type="submit" kind="primary" size="large">
          {text.make.name.go}
        </Button>
      </form>
    </>
  )
}
