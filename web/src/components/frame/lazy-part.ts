import { type Component, lazy } from "solid-js"
import { fetchPart } from "~/api/server/connection"

/** A component whose code is fetched when it is first rendered, however long the server takes. */
// biome-ignore lint/suspicious/noExplicitAny: as Solid's own `lazy` takes it.
export const lazyPart = <Part extends Component<any>>(load: () => Promise<{ default: Part }>) =>
  lazy(() => fetchPart(load))
