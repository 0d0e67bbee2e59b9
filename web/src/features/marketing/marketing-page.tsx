import { createEffect } from "solid-js"
import { useHostFeatures, useInfo } from "~/api/info"
import rulesDark from "~/features/marketing/pictures/rules-dark.webp"
import rulesLight from "~/features/marketing/pictures/rules-light.webp"
import { text } from "~/features/marketing/words/en/marketing"
import { text as common } from "~/i18n/en/common"
import { RhumbLines } from "~/ui/picture/rhumb-lines"
import { Foot, LastCall } from "./foot"
import { Hero } from "./hero"
import { HostNotes } from "./host-notes"
import { Nostr } from "./nostr"
import { Plans } from "./plans"
import { Questions } from "./questions"
import { Ledger, Section, Shot } from "./section"
import { ThreeSteps } from "./steps"
import { Top } from "./top"
import { Trust } from "./trust"

/** `/`: the product and its prices, for people who have never heard of it. */
export default function Marketing() {
  const info = useInfo()
  const host = useHostFeatures()
  /** What the host of new relays serves beside the rest. Before that is known, what nearly every host serves. */
  const served = () =>
    (Object.keys(text.what.ifServed) as (keyof typeof text.what.ifServed)[])
      .filter((feature) => host()?.[feature] ?? feature !== "livekit")
      .map((feature) => text.what.ifServed[feature])
  createEffect(() => {
    document.title = `${info.isSuccess ? info.data.name : common.product}: ${text.hero.title}`
  })
  return (
    <>
      <div class="absolute inset-x-0 top-0 z-10">
        <Top />
      </div>
      <main id="main">
        <div class="relative overflow-hidden border-line border-b pt-[60px] sm:pt-[72px]">
          <RhumbLines />
          <Hero />
        </div>
        <Section id="what" title={text.what.title} lead={text.what.lead} side aside={<Rules />}>
          <Ledger rows={[...text.what.facts, ...served()]} />
          <HostNotes />
        </Section>
        <ThreeSteps />
        <Section id="yours" title={text.yours.title} lead={text.yours.lead} side>
          <Ledger rows={text.yours.facts} />
        </Section>
        <Plans />
        <Trust />
        <Nostr />
        <Questions />
        <LastCall />
      </main>
      <Foot />
    </>
  )
}

const Rules = () => (
  <Shot
    light={rulesLight}
    dark={rulesDark}
    label={text.what.picture}
    width={480}
    height={404}
    class="mt-8 max-w-[440px]"
  />
)
