import { createEffect, For, type JSX, Match, Show, Switch } from "solid-js"
import { type Info, useInfo } from "~/api/info"
import { Appearance } from "~/components/appearance"
import { PlanTable } from "~/components/plan-table"
import { relayAddress } from "~/domain/address"
import { en } from "~/i18n/en"
import { CopyLine } from "~/ui/copy"
import { Mark } from "~/ui/mark"
import { RhumbLines } from "~/ui/rhumb-lines"

/** `/`: what this is, the plans, whether payments are on, and the addresses of this server. */
export default function Marketing() {
  const info = useInfo()
  const name = () => (info.isSuccess ? info.data.name : "Caravel")
  createEffect(() => {
    document.title = `${name()}: ${en.hero.title}`
  })
  return (
    <>
      <a class="sr-only focus:not-sr-only" href="#main">
        {en.skip}
      </a>
      <div class="relative overflow-hidden border-line border-b">
        <RhumbLines />
        <header class="relative mx-auto flex h-[72px] max-w-[1136px] items-center justify-between px-4 sm:px-6">
          <span class="flex items-center gap-[9px] font-[620] text-[18px] tracking-[-0.02em]">
            <span class="text-sea">
              <Mark />
            </span>
            {name()}
          </span>
          <Appearance />
        </header>
        <div class="relative mx-auto max-w-[1136px] px-4 pt-10 pb-16 sm:px-6 sm:pt-16 sm:pb-24">
          <h1 class="max-w-[640px] font-[620] text-[40px] leading-[44px] tracking-[-0.035em] sm:text-[56px] sm:leading-[60px]">
            {en.hero.title}
          </h1>
          <p class="mt-6 max-w-[560px] text-[19px] text-ink-2 leading-[30px]">{en.hero.lead}</p>
        </div>
      </div>
      <main id="main">
        <Section title={en.relay.title} lead={en.relay.text}>
          <Facts rows={en.relay.facts} />
        </Section>
        <Section title={en.plans.title} lead={en.plans.lead} wide>
          <PlanTable />
          <Show when={!info.isPending && info.data}>{(data) => <Payments info={data()} />}</Show>
        </Section>
        <Section title={en.addresses.title} lead={en.addresses.lead}>
          <Switch>
            <Match when={info.isPending}>
              <p role="status" class="h-24 rounded-[11px] bg-sunken" />
            </Match>
            <Match when={info.isError}>
              <p role="alert" class="rounded-[9px] bg-bad-wash p-4">
                {info.error?.message}{" "}
                <button type="button" class="underline underline-offset-3" onClick={() => info.refetch()}>
                  {en.plans.again}
                </button>
              </p>
            </Match>
            <Match when={info.data}>{(data) => <Addresses info={data()} />}</Match>
          </Switch>
        </Section>
        <Section title={en.nostr.title} lead={en.nostr.lead}>
          <Facts rows={en.nostr.rows} />
        </Section>
      </main>
      <footer class="border-line border-t text-[14px] text-ink-2">
        <div class="mx-auto flex max-w-[1136px] flex-wrap justify-between gap-4 px-4 py-10 sm:px-6">
          <span>{en.foot}</span>
          <Show when={!info.isPending && info.data}>{(data) => <span>{en.version(data().version)}</span>}</Show>
        </div>
      </footer>
    </>
  )
}

function Section(props: { title: string; lead: string; wide?: boolean; children: JSX.Element }) {
  return (
    <section class="border-line border-b even:bg-surface last:border-b-0">
      <div
        class="mx-auto max-w-[1136px] px-4 py-16 sm:px-6 sm:py-24"
        classList={{ "grid gap-10 md:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]": !props.wide }}
      >
        <div>
          <h2 class="text-[28px] leading-[34px] tracking-[-0.028em] sm:text-[36px] sm:leading-[42px]">{props.title}</h2>
          <p class="mt-4 max-w-[560px] text-[17px] text-ink-2 leading-7">{props.lead}</p>
        </div>
        <div class="min-w-0">{props.children}</div>
      </div>
    </section>
  )
}

function Facts(props: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl>
      <For each={props.rows}>
        {([name, text]) => (
          <div class="grid gap-1 border-line border-t py-4 sm:grid-cols-[200px_minmax(0,1fr)] sm:gap-6">
            <dt class="font-[550]">{name}</dt>
            <dd class="text-ink-2">{text}</dd>
          </div>
        )}
      </For>
    </dl>
  )
}

function Payments(props: { info: Info }) {
  const on = () => props.info.payment_methods.length > 0
  return (
    <p class="mt-8 max-w-[640px] rounded-[9px] bg-sea-wash p-4">
      <b class="font-[600]">{on() ? en.payments.on : en.payments.off}</b>{" "}
      {on() ? en.payments.onText : en.payments.offText}
    </p>
  )
}

function Addresses(props: { info: Info }) {
  const words = en.addresses
  return (
    <div class="grid gap-6">
      <Labelled label={words.api}>
        <CopyLine mono value={props.info.server_url} label={words.api} />
      </Labelled>
      <Labelled label={words.relays}>
        <For each={props.info.relay_domains}>
          {(domain) => <CopyLine value={relayAddress(words.example, domain)} label={words.relays} mono />}
        </For>
      </Labelled>
      <Show when={props.info.demo}>
        <p class="text-[14px] text-ink-2">{words.demo}</p>
      </Show>
    </div>
  )
}

function Labelled(props: { label: string; children: JSX.Element }) {
  return (
    <div>
      <h3 class="mb-2 text-[14px]">{props.label}</h3>
      <div class="grid gap-2">{props.children}</div>
    </div>
  )
}
