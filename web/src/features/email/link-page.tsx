import { type JSX, Match, Show, Switch } from "solid-js"
import { Plain } from "~/components/frame/plain"
import { text } from "~/features/email/words/en/email"
import { Button } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

type Words = { title: string; text: string; button: string; doneTitle: string; doneText: string }

/** The state of the call that the button makes. */
type Call = {
  isPending: boolean
  isSuccess: boolean
  error: unknown
  mutate: (token: string) => void
}

/** A page that a link in a mail opens. Only the button changes something, because mail scanners follow links. */
export const LinkPage = (props: { words: Words; token: string; call: Call; after?: JSX.Element }) => (
  <Switch>
    <Match when={props.token === ""}>
      <Plain title={props.words.title} text={text.noLink} />
    </Match>
    <Match when={props.call.isSuccess}>
      <div role="status">
        <Plain title={props.words.doneTitle} text={props.words.doneText}>
          {props.after}
        </Plain>
      </div>
    </Match>
    <Match when={true}>
      <Plain title={props.words.title} text={props.words.text}>
        <Button kind="primary" busy={props.call.isPending} onClick={() => props.call.mutate(props.token)}>
          {props.words.button}
        </Button>
        <Show when={props.call.error}>
          {(error) => <Note class="w-full text-left" tone="bad" role="alert" text={sentenceOf(error())} />}
        </Show>
      </Plain>
    </Match>
  </Switch>
)
