import { useSearchParams } from "@solidjs/router"
import { useUnsubscribe } from "~/api/account/email"
import { useTitle } from "~/components/frame/title"
import { LinkPage } from "~/features/email/link-page"
import { text } from "~/features/email/words/en/email"

/** `/email/unsubscribe?token=TOKEN`: ends the mails to an address, without signing in. */
export default function UnsubscribePage() {
  const [query] = useSearchParams<{ token?: string }>()
  const unsubscribe = useUnsubscribe()
  useTitle(() => text.unsubscribe.title)
  return <LinkPage words={text.unsubscribe} token={query.token ?? ""} call={unsubscribe} />
}
