import FileKey from "lucide-solid/icons/file-key"
import Smartphone from "lucide-solid/icons/smartphone"
import { text } from "~/features/login/words/en/login"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { Icon, type IconShape } from "~/ui/picture/icon"
import type { NameNews } from "./new-key"
import { NewKeyHead } from "./new-key-head"

/** Step 3: the purpose of the file, what comes later, and the way on. */
export function NewKeyDone(props: { name: string; news: NameNews; next: string; onGo: () => void }) {
  const label = () => {
    if (props.next.startsWith(paths.newRelay)) return text.make.done.goBack
    return props.next === paths.relays ? text.make.done.go : text.make.done.goOn
  }
  const news = () =>
    ({ pending: text.make.done.namePending, told: text.make.done.nameTold, untold: text.make.done.nameUntold })[
      props.news
    ]
  return (
    <>
      <NewKeyHead step={3} heading={text.make.done.heading(props.name)} lead={text.make.done.lead} />
      <div class="mt-6 grid grid-cols-[minmax(0,1fr)] gap-4">
        <Fact icon={FileKey} title={text.make.done.fileTitle} text={text.make.done.fileText} />
        <Fact icon={Smartphone} title={text.make.done.signerTitle} text={text.make.done.signerText} />
        <LinkButton kind="primary" size="large" href={props.next} onClick={() => props.onGo()}>
          {label()}
        </LinkButton>
        <p role="status" class="text-center text-ink-3 text-small">
          {news()}
        </p>
      </div>
    </>
  )
}

const Fact = (props: { icon: IconShape; title: string; text: string }) => (
  <div class="flex items-start gap-3">
    <Icon of={props.icon} size={18} class="mt-[3px] text-sea-text" />
    <p class="min-w-0 flex-1 text-ink-2">
      <b class="block font-semibold text-ink">{props.title}</b>
      {props.text}
    </p>
  </div>
)
