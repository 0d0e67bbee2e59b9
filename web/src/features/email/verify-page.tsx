import { useLocation } from "@solidjs/router"
import { useVerifyEmail } from "~/api/account/email"
import { useTitle } from "~/components/frame/title"
import { LinkPage } from "~/features/email/link-page"
import { text } from "~/features/email/words/en/email"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"

/** `/email/verify#TOKEN`: confirms an email address. The fragment is never sent to a server with the page's address. */
export default function VerifyEmailPage() {
  const location = useLocation()
  const verify = useVerifyEmail()
  useTitle(() => text.verify.title)
  return (
    <LinkPage
      words={text.verify}
      token={location.hash.replace("#", "")}
      call={verify}
      after={<LinkButton href={paths.account}>{text.verify.toAccount}</LinkButton>}
    />
  )
}
