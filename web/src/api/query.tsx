import {
  type DataTag,
  type DefaultError,
  type MutateOptions,
  MutationObserver,
  type MutationObserverOptions,
  type MutationObserverResult,
  type QueryClient,
  type QueryKey,
  QueryObserver,
  type QueryObserverOptions,
  type QueryObserverResult,
} from "@tanstack/query-core"
import {
  type Accessor,
  batch,
  createComputed,
  createContext,
  createMemo,
  createSignal,
  type JSX,
  on,
  onCleanup,
  onMount,
  untrack,
  useContext,
} from "solid-js"

export { keepPreviousData, QueryClient, type QueryKey } from "@tanstack/query-core"

const Client = createContext<QueryClient>()

/** What the server said is kept in `client`, for all that is drawn inside. */
export function QueryClientProvider(props: { client: QueryClient; children?: JSX.Element }) {
  onMount(() => props.client.mount())
  onCleanup(() => props.client.unmount())
  return <Client.Provider value={props.client}>{props.children}</Client.Provider>
}

/** @throws Error outside of a `QueryClientProvider` */
export function useQueryClient(): QueryClient {
  const client = useContext(Client)
  if (!client) throw new Error("a query needs a QueryClientProvider around it")
  return client
}

type Options<Data, Key extends QueryKey> = QueryObserverOptions<Data, DefaultError, Data, Data, Key>

/** A query that several ask, with the type of its answer at its key. */
export const queryOptions = <Data, Key extends QueryKey>(
  options: Options<Data, Key> & { queryKey: Key },
): Options<Data, Key> & { queryKey: DataTag<Key, Data> } => options as never

/**
 * What TanStack's core knows of a question, as Solid needs it: whoever reads a part of it hears of that part alone. Nothing
 * suspends; what is not there yet is undefined, and `isPending` says so.
 */
export function useQuery<Data, Key extends QueryKey>(
  options: Accessor<Options<Data, Key>>,
): QueryObserverResult<Data, DefaultError> {
  const client = useQueryClient()
  const wanted = createMemo(() => ({
    ...client.defaultQueryOptions(options()),
    _optimisticResults: "optimistic" as const,
  }))
  const observer = new QueryObserver(client, untrack(wanted))
  const { parts, show } = createParts(observer.getOptimisticResult(untrack(wanted)))
  createComputed(
    on(
      wanted,
      (next) => {
        observer.setOptions(next)
        show(observer.getOptimisticResult(next))
      },
      { defer: true },
    ),
  )
  onCleanup(observer.subscribe(show))
  show(observer.getCurrentResult())
  return parts
}

type Mutation<Data, Input, Context> = Omit<MutationObserverResult<Data, DefaultError, Input, Context>, "mutate"> & {
  /** Does it; what becomes of it is told by the parts of the result alone. */
  mutate: (input: Input, then?: MutateOptions<Data, DefaultError, Input, Context>) => void
  /** @throws whatever went wrong */
  mutateAsync: (input: Input) => Promise<Data>
}

/** Something that the server is asked to do, and what became of it last. */
export function useMutation<Data = unknown, Input = void, Context = unknown>(
  options: Accessor<MutationObserverOptions<Data, DefaultError, Input, Context>>,
): Mutation<Data, Input, Context> {
  const client = useQueryClient()
  const observer = new MutationObserver(client, untrack(options))
  const mutateAsync = (input: Input) => observer.mutate(input)
  const mutate: Mutation<Data, Input, Context>["mutate"] = (input, then) =>
    void observer.mutate(input, then).catch(() => {})
  const result = (): Mutation<Data, Input, Context> => ({ ...observer.getCurrentResult(), mutate, mutateAsync })
  const { parts, show } = createParts(result())
  createComputed(on(options, (next) => observer.setOptions(next), { defer: true }))
  onCleanup(observer.subscribe(() => show(result())))
  return parts
}

/** A value whose parts are each a signal of its own, made when it is first read. */
function createParts<T extends object>(first: T): { parts: T; show: (next: T) => void } {
  let now = first
  const signals = new Map<keyof T, { read: Accessor<unknown>; write: (value: unknown) => void }>()
  const parts = new Proxy(first, {
    get: (_, name) => {
      const part = name as keyof T
      let signal = signals.get(part)
      if (!signal) {
        const [read, set] = createSignal<unknown>(now[part])
        signal = { read, write: (value) => set(() => value) }
        signals.set(part, signal)
      }
      return signal.read()
    },
  })
  const show = (next: T) => {
    now = next
    batch(() => {
      for (const [part, { write }] of signals) write(next[part])
    })
  }
  return { parts, show }
}
