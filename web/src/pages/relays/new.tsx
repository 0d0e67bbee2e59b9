export default function NewRelay() {
  return <h1>NewRelay</h1>
}
