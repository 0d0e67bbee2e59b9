import { createResource, Show } from "solid-js"
import { createAttempt } from "~/auth/sign-in-attempt"
import { keptLockedKey, type LockedKey } from "~/auth/vault"
import { text } from "~/features/login/words/en/login"
import { KeyFileForm } from "./key-file-form"
import { Way, type WayProps } from "./way"

/** Signs in with a key file, or with the encrypted key on this device. */
export default function KeyFileWay(props: WayProps) {
  const [kept] = createResource(keptLockedKey)
  return (
    <Show when={!kept.loading}>
      <OpenKeyFile {...props} kept={kept()} />
    </Show>
  )
}

function OpenKeyFile(props: WayProps & { kept: LockedKey | undefined }) {
  const attempt = createAttempt()
  const lead = () => (props.kept ? text.file.keptLead : text.file.lead)
  return (
    <Way heading={text.file.heading} lead={lead()} back={props.back} error={attempt.error()} quiet={!!props.kept}>
      <KeyFileForm attempt={attempt} kept={props.kept} go={text.file.open} onSigner={props.enter} />
    </Way>
  )
}
