/** The only thing that loops. Whoever asked for less motion sees it stand still; the word beside it tells the same. */
export const Spinner = (props: { size?: "small" | "medium" }) => (
  <span
    aria-hidden="true"
    class="inline-block shrink-0 animate-turn rounded-full border-2 border-current border-r-transparent motion-reduce:animate-none"
    classList={{ "size-3.5": props.size !== "small", "size-2.5": props.size === "small" }}
  />
)
