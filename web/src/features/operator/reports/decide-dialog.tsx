import { createSignal, createUniqueId, For } from "solid-js"
import { type Decision, type Report, useDecideReport } from "~/api/operator/reports"
import { text as words } from "~/features/operator/words/en/reports"
import { Radio } from "~/ui/form/check"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"

type Choice = Decision["decision"]
const CHOICES = Object.keys(words.choice) as Choice[]

/** Asks for the decision about a report and for the sentence that both sides get. */
export function DecideDialog(props: { report: Report; open: boolean; onClose: () => void }) {
  const [choice, setChoice] = createSignal<Choice>()
  const [isMissing, setMissing] = createSignal(false)
  const name = createUniqueId()
  const decide = useDecideReport()
  const choices = () => CHOICES.filter((one) => one !== "remove_message" || props.report.event_id !== null)
  const close = () => {
    setMissing(false)
    props.onClose()
  }
  return (
    <Confirm
      open={props.open}
      onClose={close}
      title={words.dialog}
      text={words.dialogText}
      confirmLabel={words.confirm}
      cancelLabel={words.cancel}
      danger={choice() !== undefined && choice() !== "dismiss"}
      reason={{ label: words.sentence, help: words.sentenceHelp, missing: words.sentenceMissing }}
      check={() => {
        setMissing(choice() === undefined)
        return choice() !== undefined
      }}
      onConfirm={async (sentence) => {
        const decision = choice()
        if (!decision) return
        await decide(props.report.id, { decision, sentence })
        toast({ tone: "ok", text: words.decided })
      }}
    >
      <fieldset class="grid gap-2">
        <legend class="mb-1.5 font-label text-control">{words.decision}</legend>
        <For each={choices()}>
          {(one, index) => (
            <Radio
              name={name}
              label={words.choice[one]}
              checked={choice() === one}
              error={isMissing() && index() === choices().length - 1 ? words.decisionMissing : undefined}
              onChange={() => {
                setChoice(one)
                setMissing(false)
              }}
            />
          )}
        </For>
      </fieldset>
    </Confirm>
  )
}
