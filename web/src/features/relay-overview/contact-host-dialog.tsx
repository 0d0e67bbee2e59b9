import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { contactAbout, hostContact } from "~/domain/host-contact"
import { type Relay, relayName, relayState } from "~/domain/relay/relay"
import { text as words } from "~/features/relay-overview/words/en/contact-host"
import { Button } from "~/ui/form/button"
import { CopyButton } from "~/ui/form/copy"
import { TextArea } from "~/ui/form/field"
import { Dialog } from "~/ui/overlay/dialog"

/** What the message is about. A relay that was online before did not fail to be set up. */
function problemOf(relay: Relay): keyof typeof words.problems {
  if (relayState(relay) !== "notResponding") return "setup"
  return relay.provisioning === "failed" ? "refused" : "silent"
}

/** A prepared message to the host, which people can pass on without understanding it. */
export default function ContactHostDialog(props: { relay: Relay; open: boolean; onClose: () => void }) {
  const message = () =>
    words.message({
      problem: words.problems[problemOf(props.relay)],
      name: relayName(props.relay),
      url: props.relay.url,
      id: props.relay.id,
      step: props.relay.provisioning_step,
      error: props.relay.sync_error,
    })
  const info = useInfo()
  const name = () => (info.isSuccess ? info.data.operator.name : "")
  const contact = () => (info.isSuccess ? hostContact(info.data.operator.contact) : undefined)
  let area: HTMLTextAreaElement | undefined
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.title}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{words.close}</Button>
          <CopyButton
            kind="primary"
            size="medium"
            value={message()}
            label={words.label}
            select={() => area?.select()}
          />
        </>
      }
    >
      <p class="mb-4 text-ink-2">
        {name() ? words.textTo(name()) : words.text}
        <Show when={contact()}>
          {(found) => (
            <>
              {" "}
              <a
                class="link break-words"
                href={contactAbout(found(), words.subject(relayName(props.relay)), message())}
                rel="noopener noreferrer"
              >
                {words.open(found().word)}
              </a>
            </>
          )}
        </Show>
      </p>
      <TextArea ref={area} label={words.label} readonly rows={7} value={message()} />
    </Dialog>
  )
}
