import NewKeyForm from "~/components/new-key/new-key-form"
import { text } from "~/components/new-key/words/en/new-key"
import { Way, type WayProps } from "./way"

/** Creates a key and signs in with it. */
export default function NewKeyWay(props: WayProps) {
  return (
    <Way heading={text.heading} lead={text.lead} back={props.back} quiet>
      <NewKeyForm enter={props.enter} />
    </Way>
  )
}
