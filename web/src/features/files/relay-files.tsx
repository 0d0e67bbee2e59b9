import { useSearchParams } from "@solidjs/router"
import { type JSX, Match, Show, Switch } from "solid-js"
import { FILES_UNSUPPORTED, type FileSort, type Files, useFiles } from "~/api/relay/files"
import { ApiError } from "~/api/server/client"
import { type Relay, relayState } from "~/domain/relay/relay"
import { text as words } from "~/features/files/words/en/files"
import { paths } from "~/paths"
import { Button, LinkButton } from "~/ui/form/button"
import { FilterPill } from "~/ui/form/filter"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Scale } from "~/ui/state/scale"
import { SkeletonRows } from "~/ui/state/skeleton"
import { FileTable } from "./file-table"

const SORTS = (["size", "time"] as const).map((value) => ({ value, label: words.sorts[value] }))

/** The files of a relay: the usage against the plan, and a list in pages. */
export function RelayFiles(props: { relay: Relay }) {
  const [search, setSearch] = useSearchParams<{ sort?: string }>()
  const sort = (): FileSort => (search.sort === "time" ? "time" : "size")
  const online = () => relayState(props.relay) === "online"
  const files = useFiles(() => ({ id: props.relay.id, sort: sort(), enabled: online() }))
  const pages = () => (files.isPending ? undefined : files.data?.pages)
  const unsupported = () => files.error instanceof ApiError && files.error.code === FILES_UNSUPPORTED
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Switch>
        <Match when={props.relay.synced === 0}>
          <Note text={words.notYet} />
        </Match>
        <Match when={!online()}>
          <Note title={words.offline} text={words.offlineText} />
        </Match>
        <Match when={unsupported()}>
          <Note text={words.unsupported} />
        </Match>
        <Match when={pages()}>
          {(all) => (
            <Loaded
              relay={props.relay}
              pages={all()}
              sort={sort()}
              onSort={(value) => setSearch({ sort: value === "size" ? undefined : value }, { replace: true })}
              more={
                <Show when={files.hasNextPage}>
                  <Button class="mt-3" busy={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
                    {words.more}
                  </Button>
                </Show>
              }
            />
          )}
        </Match>
        <Match when={files.isError}>
          <ProblemNote error={files.error} onRetry={() => files.refetch()} />
        </Match>
        <Match when={files.isPending}>
          <SkeletonRows count={5} />
        </Match>
      </Switch>
    </div>
  )
}

function Loaded(props: {
  relay: Relay
  pages: readonly Files[]
  sort: FileSort
  onSort: (sort: string) => void
  more: JSX.Element
}) {
  const usage = () => props.pages[0]?.usage
  const rows = () => props.pages.flatMap((page) => page.files)
  return (
    <>
      <Show when={props.relay.blossom_enabled === 0}>
        <Note
          tone="sea"
          title={words.offTitle}
          text={words.offText}
          action={
            <LinkButton size="small" href={paths.editRelay(props.relay.id)}>
              {words.toSettings}
            </LinkButton>
          }
        />
      </Show>
      <div class="flex flex-wrap items-end justify-between gap-x-10 gap-y-5">
        <Show when={usage()}>{(known) => <Usage usage={known()} />}</Show>
        <Show when={rows().length > 1}>
          <FilterPill label={words.sort} labelHidden value={props.sort} options={SORTS} onChange={props.onSort} />
        </Show>
      </div>
      <Show when={rows().length > 0} fallback={<Note title={words.emptyTitle} text={words.emptyText} />}>
        <div>
          <FileTable relay={props.relay} files={rows()} />
          <p class="mt-3 text-ink-3 text-small tabular-nums empty:hidden" aria-live="polite">
            {words.shown(rows().length, usage()?.files ?? 0)}
          </p>
          {props.more}
        </div>
      </Show>
    </>
  )
}

function Usage(props: { usage: Files["usage"] }) {
  return (
    <div class="w-full max-w-[420px]">
      <p class="text-small">
        <b class="font-semibold tabular-nums">{words.usage(props.usage.bytes, props.usage.files)}</b>{" "}
        <Show when={props.usage.bytes_max}>{(max) => <span class="text-ink-2">{words.ofMax(max())}</span>}</Show>
      </p>
      <Show when={props.usage.bytes_max}>
        {(max) => (
          <Scale
            class="mt-2"
            segments={40}
            value={props.usage.bytes}
            max={max()}
            label={words.scale(props.usage.bytes, max())}
          />
        )}
      </Show>
      <Show when={props.usage.bytes_max_per_member}>
        {(max) => <p class="mt-2 text-ink-2 text-small">{words.perMember(max())}</p>}
      </Show>
    </div>
  )
}
