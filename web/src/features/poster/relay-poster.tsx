import Printer from "lucide-solid/icons/printer"
import { Match, Switch } from "solid-js"
import { useInvite } from "~/api/invite"
import { useTitle } from "~/components/frame/title"
import { type Relay, relayHost, relayName, relayState } from "~/domain/relay/relay"
import { text as words } from "~/features/poster/words/en/poster"
import { paths } from "~/paths"
import { Crumb } from "~/ui/crumb"
import { Button } from "~/ui/form/button"
import { Flag } from "~/ui/picture/flag"
import { Qr } from "~/ui/picture/qr"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

const QR_PX = 320

/** The invite of a relay on one sheet of paper. Only the sheet is printed. */
export function RelayPoster(props: { relay: Relay }) {
  const online = () => relayState(props.relay) === "online"
  const invite = useInvite(() => ({ id: props.relay.id, enabled: online() }))
  useTitle(() => words.title(relayName(props.relay)))
  return (
    <>
      <div class="print:hidden">
        <Crumb href={paths.relay(props.relay.id)} label={words.back} />
      </div>
      <Switch>
        <Match when={!online()}>
          <h1 class="mb-4 text-h1">{words.title(relayName(props.relay))}</h1>
          <Note text={words.off} />
        </Match>
        <Match when={!invite.isPending && invite.data}>
          {(answer) => (
            <>
              <div class="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2 print:hidden">
                <Button kind="primary" icon={Printer} onClick={() => window.print()}>
                  {words.print}
                </Button>
                <p class="min-w-0 flex-1 basis-60 text-ink-2 text-small">{words.hint}</p>
              </div>
              <Sheet relay={props.relay} link={answer().link} />
            </>
          )}
        </Match>
        <Match when={invite.isError}>
          <ProblemNote error={invite.error} onRetry={() => invite.refetch()} />
        </Match>
        <Match when={true}>
          <Loading label={words.loading}>
            <Skeleton class="mx-auto h-80 w-full max-w-[640px] rounded-card!" />
          </Loading>
        </Match>
      </Switch>
    </>
  )
}

/** Black on white like paper, in the dark theme too. */
const Sheet = (props: { relay: Relay; link: string }) => (
  <article class="poster mx-auto flex w-full max-w-[640px] flex-col items-center rounded-card border border-line bg-white px-6 py-12 text-center text-black sm:px-14 sm:py-16 print:max-w-none print:border-0 print:p-0">
    <Flag seed={props.relay.id} icon={props.relay.info_icon} size={96} />
    <h1 dir="auto" class="mt-6 max-w-full break-words font-product text-hero">
      {relayName(props.relay)}
    </h1>
    <p class="mt-3 text-h2">{words.join}</p>
    <div class="my-9 w-80 max-w-full">
      <Qr value={props.link} label={words.qr} size={QR_PX} />
    </div>
    <p class="text-lead">{words.scan}</p>
    <p class="mt-5 text-small">{words.type}</p>
    <p class="mono max-w-full break-all" translate="no">
      {props.link}
    </p>
    <p class="mt-8 font-semibold">{relayHost(props.relay)}</p>
  </article>
)
