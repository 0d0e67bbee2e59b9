export default function EditRelay() {
  return <h1>EditRelay</h1>
}
