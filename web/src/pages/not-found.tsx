import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"

export default function NotFound() {
  useTitle(() => text.notFound.title)
  return (
    <Plain
      title={text.notFound.title}
      text={text.notFound.text}
      action={{ href: paths.relays, label: text.problem.toRelays }}
    />
  )
}
