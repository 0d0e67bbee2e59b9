import { useInfo } from "~/api/info"
import { createAttempt } from "~/auth/sign-in-attempt"
import { text } from "~/features/login/words/en/login"
import { Note } from "~/ui/state/note"
import { SecretKeyForm } from "./secret-key-form"
import { Way, type WayProps } from "./way"

/**
 * Signs in with a bare secret key, which stays in memory. Not on the first screen, because no one should be asked for
 * it.
 */
export default function SecretKeyWay(props: WayProps) {
  const info = useInfo()
  const attempt = createAttempt()
  const help = () => (info.isSuccess && info.data.demo ? `${text.secret.help} ${text.secret.demo}` : text.secret.help)
  return (
    <Way heading={text.secret.heading} back={props.back} error={attempt.error()} quiet>
      <Note tone="due" title={text.secret.warning} text={text.secret.warningText} />
      <SecretKeyForm attempt={attempt} help={help()} go={text.secret.go} onSigner={props.enter} />
    </Way>
  )
}
