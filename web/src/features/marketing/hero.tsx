import { useNavigate } from "@solidjs/router"
import { createSignal, createUniqueId, For, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useSubdomainCheck } from "~/api/subdomains"
import { hasSession } from "~/auth/session"
import { SignUpGate } from "~/components/host/sign-up-note"
import { hostOf } from "~/domain/relay/relay"
import { labelFault, labelOf } from "~/domain/relay/subdomain"
import { text } from "~/features/marketing/words/en/marketing"
import { paths } from "~/paths"
import { Button } from "~/ui/form/button"
import { boxClass } from "~/ui/form/field"
import { FlagNumber } from "~/ui/picture/flag"
import { CommunityCard } from "./community-card"

const words = text.hero

/** The flags, from the top. */
const HOIST = [4, 15, 10, 2, 12, 5, 3]

/** The product in two sentences, the first step, and a community that follows the typed name. */
export function Hero() {
  const info = useInfo()
  const domain = () => (info.isSuccess ? (info.data.relay_domains[0] ?? "") : "")
  const [name, setName] = createSignal("")
  return (
    <div class="page relative grid grid-cols-[minmax(0,1fr)] wide:grid-cols-[minmax(0,1fr)_minmax(0,0.94fr)] items-center gap-11 pt-7 pb-14 sm:gap-14 sm:pt-16 sm:pb-[88px]">
      <div class="min-w-0">
        <h1 class="text-balance font-product text-hero max-sm:text-[40px] max-sm:leading-[44px]">{words.title}</h1>
        <p class="mt-[22px] max-w-[34em] text-pretty text-ink-2 text-lead max-sm:text-[17px] max-sm:leading-[27px]">
          {words.lead}
        </p>
        <Show when={info.isSuccess && info.data.operator.tagline}>
          {(line) => <p class="mt-4 font-label text-lead">{line()}</p>}
        </Show>
        <SignUpGate class="mt-8 max-w-[500px]">
          <NameForm name={name()} onName={setName} domain={domain()} />
        </SignUpGate>
      </div>
      <div class="grid grid-cols-[minmax(0,1fr)] items-center gap-7 sm:grid-cols-[minmax(0,560px)_44px] wide:grid-cols-[minmax(0,1fr)_44px]">
        <CommunityCard name={name()} label={labelOf(name())} domain={domain()} />
        <Hoist />
      </div>
    </div>
  )
}

function NameForm(props: { name: string; onName: (name: string) => void; domain: string }) {
  const navigate = useNavigate()
  const plans = usePlans()
  const id = createUniqueId()
  const free = () => (plans.isSuccess ? plans.data.find((plan) => !plan.hidden && plan.price.amount === 0) : undefined)
  const label = () => labelOf(props.name)
  const answer = useSubdomainCheck(
    () => (labelFault(label()) === undefined ? label() : undefined),
    () => "",
    hasSession,
  )
  /** The availability of the address made from the name. */
  const said = () => {
    const host = hostOf(label(), props.domain)
    const known = answer()
    switch (known.is) {
      case "asked":
        return words.checking(host)
      case "free":
        return words.available(host)
      case "refused":
        return words.taken(host, known.suggestion && hostOf(known.suggestion, props.domain))
      default:
        return ""
    }
  }
  const start = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim()
    navigate(name ? `${paths.newRelay}?name=${encodeURIComponent(name)}` : paths.newRelay)
  }
  return (
    <>
      <form class="mt-8 flex max-w-[500px] max-sm:flex-col max-sm:gap-3" onSubmit={start}>
        <label class="sr-only" for={id}>
          {words.label}
        </label>
        <div
          class={`${boxClass(false)} h-[52px] rounded-note px-4 text-[17px]! sm:rounded-r-none sm:border-r-0 sm:focus-within:z-10`}
        >
          <input
            id={id}
            name="name"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder={words.placeholder}
            onInput={(event) => props.onName(event.currentTarget.value)}
            aria-describedby={`${id}-help`}
            class="h-full w-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3"
          />
          <span class="max-w-[60%] shrink-0 truncate text-ink-3">{props.domain && `.${props.domain}`}</span>
        </div>
        <Button kind="primary" type="submit" class="h-[52px]! rounded-note! px-6! text-[16px]! sm:rounded-l-none!">
          {text.start}
        </Button>
      </form>
      <p role="status" class="mt-3 min-h-5 font-label text-small empty:hidden">
        {said()}
      </p>
      <p id={`${id}-help`} class="mt-3 min-h-5 text-ink-2 text-small max-sm:min-h-10">
        <Show when={free()}>{(plan) => <>{words.free(plan().members)} </>}</Show>
        {words.nothingAsked}
      </p>
    </>
  )
}

/** Seven flags on a pole, one for each community. */
const Hoist = () => (
  <div
    aria-hidden="true"
    class="relative grid justify-items-start gap-[7px] before:absolute before:-top-[34px] before:-bottom-[420px] before:-left-2 before:w-0.5 before:bg-ink-2 after:absolute after:-top-[38px] after:-left-2.5 after:size-1.5 after:rounded-full after:bg-ink-2 max-sm:hidden"
  >
    <For each={HOIST}>{(index) => <FlagNumber index={index} size={44} cloth />}</For>
  </div>
)
