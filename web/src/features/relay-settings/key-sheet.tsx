import { attended } from "~/auth/approval"
import { signIn } from "~/auth/session"
import NewKeyForm from "~/components/new-key/new-key-form"
import { text } from "~/components/new-key/words/en/new-key"
import { Dialog } from "~/ui/overlay/dialog"

/** The dialog that creates a key for a visitor who presses “Create relay”. The relay is created right after it. */
export default function KeySheet(props: {
  open: boolean
  onClose: () => void
  onSignedIn: () => void
  /** The address of the login page, for people who have a key. */
  login: string
  onLogin: () => void
}) {
  return (
    <Dialog open={props.open} onClose={() => props.onClose()} title={text.heading}>
      <p class="mb-5 text-ink-2">{text.lead}</p>
      <NewKeyForm
        enter={async (signer, signal) => {
          await signIn(attended(signer), signal)
          props.onSignedIn()
        }}
      />
      <p class="mt-2 border-line border-t pt-4 text-center text-ink-2 text-small">
        {text.haveKey}{" "}
        <a class="link" href={props.login} onClick={() => props.onLogin()}>
          {text.logIn}
        </a>
      </p>
    </Dialog>
  )
}
