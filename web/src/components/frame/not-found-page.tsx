import { account } from "~/auth/session"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { text } from "~/components/frame/words/en/not-found"
import { text as common } from "~/i18n/en/common"
import { paths } from "~/paths"

export default function NotFound() {
  useTitle(() => text.title)
  return (
    <Plain
      title={text.title}
      text={text.text}
      action={
        account() ? { href: paths.relays, label: common.problem.toRelays } : { href: paths.home, label: text.toStart }
      }
    />
  )
}
