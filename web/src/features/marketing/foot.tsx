import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { Appearance } from "~/components/frame/appearance"
import { HostLinks } from "~/components/host/host-links"
import { SignUpGate } from "~/components/host/sign-up-note"
import { text } from "~/features/marketing/words/en/marketing"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { RhumbLines } from "~/ui/picture/rhumb-lines"

const words = text.foot
const ZOOID_URL = "https://github.com/coracle-social/zooid"

/** The last invitation, on the chart. */
export const LastCall = () => (
  <section class="relative overflow-hidden">
    <RhumbLines at="gate" />
    <div class="page relative py-16 text-center sm:pt-[88px] sm:pb-24">
      <h2 class="font-product text-section max-sm:text-[28px] max-sm:leading-[34px]">{text.last.title}</h2>
      <p class="mx-auto mt-3.5 mb-7 max-w-[34em] text-pretty text-ink-2 text-lead max-sm:text-[17px] max-sm:leading-[27px]">
        {text.last.lead}
      </p>
      <SignUpGate class="mx-auto max-w-[500px]">
        <LinkButton kind="primary" size="large" href={paths.newRelay}>
          {text.start}
        </LinkButton>
      </SignUpGate>
    </div>
  </section>
)

/** The operator, and the software. */
export function Foot() {
  const info = useInfo()
  const data = () => (info.isSuccess ? info.data : undefined)
  return (
    <>
      <div class="neatline" aria-hidden="true" />
      <footer class="page flex min-h-36 flex-wrap items-start justify-between gap-x-8 gap-y-4 pt-10 pb-14 text-control text-ink-2">
        <span class="min-h-9">
          <Show when={data()}>
            {(here) =>
              here().operator.name
                ? words.runByOperator(here().name, here().operator.name)
                : words.runBy(here().name, new URL(here().server_url).host)
            }
          </Show>
        </span>
        <div class="flex flex-wrap items-center gap-x-6 gap-y-3">
          <a class="hover:text-ink" href={paths.status}>
            {words.status}
          </a>
          <a class="hover:text-ink" href={ZOOID_URL} rel="noopener noreferrer">
            {words.zooid}
          </a>
          <HostLinks />
          <Show when={data()}>{(here) => <span>{words.version(here().version)}</span>}</Show>
          <Appearance />
        </div>
      </footer>
    </>
  )
}
