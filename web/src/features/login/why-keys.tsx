import { createSignal, For } from "solid-js"
import { text } from "~/features/login/words/en/login"
import { Button } from "~/ui/form/button"
import { Dialog } from "~/ui/overlay/dialog"

/** Explains keys to people who know passwords only; opens as soon as it is rendered. */
export default function WhyKeys(props: { onClose: () => void }) {
  const [open, setOpen] = createSignal(true)
  const close = () => {
    setOpen(false)
    props.onClose()
  }
  return (
    <Dialog
      open={open()}
      onClose={close}
      title={text.why.heading}
      footer={<Button onClick={close}>{text.close}</Button>}
    >
      <div class="grid gap-3 text-ink-2">
        <For each={text.why.paragraphs}>{(paragraph) => <p>{paragraph}</p>}</For>
      </div>
    </Dialog>
  )
}
