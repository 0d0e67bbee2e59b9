import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { hasSession } from "~/auth/session"
import { text } from "~/features/marketing/words/en/marketing"
import { text as common } from "~/i18n/en/common"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { Mark } from "~/ui/picture/mark"

const words = text.nav

/** The head of the first page: the operator's name, links, and the login button. */
export const Top = () => (
  <header class="page relative z-10 flex h-[60px] items-center gap-7 max-sm:gap-3 sm:h-[72px]">
    <Name />
    <nav aria-label={words.label} class="ml-auto flex gap-[26px] font-medium text-control text-ink-2 max-wide:hidden">
      <a class="touch relative hover:text-ink" href="#what">
        {words.what}
      </a>
      <a class="touch relative hover:text-ink" href="#yours">
        {words.yours}
      </a>
      <a class="touch relative hover:text-ink" href="#plans">
        {words.plans}
      </a>
      <a class="touch relative hover:text-ink" href="#questions">
        {words.questions}
      </a>
    </nav>
    <LinkButton class="max-wide:ml-auto" href={hasSession() ? paths.relays : paths.login}>
      {hasSession() ? words.dashboard : words.logIn}
    </LinkButton>
  </header>
)

/** The operator's name and logo replace the product's. */
function Name() {
  const info = useInfo()
  const name = () => (info.isSuccess ? info.data.name : common.product)
  const logo = () => (info.isSuccess && info.data.logo.startsWith("/") ? info.data.logo : undefined)
  return (
    <span class="flex min-w-0 items-center gap-[9px] font-product text-[18px] tracking-[-0.02em]">
      <Show
        when={logo()}
        fallback={
          <Show when={name() === common.product}>
            <span class="text-sea">
              <Mark />
            </span>
          </Show>
        }
      >
        {(url) => <img src={url()} alt="" class="h-7 w-auto max-w-28" />}
      </Show>
      <span class="truncate">{name()}</span>
    </span>
  )
}
