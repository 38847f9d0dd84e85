/** Wordings that no kiosk can show (J3): what is wrong, the key, the language, and the text. */
export const badTexts: readonly (readonly [string, { readonly key: string; readonly language: string; readonly text: string }])[] = [
  ['blank', { key: 'pin.title', language: 'es', text: ' \u00a0' }],
  ['longer than there is room', { key: 'pin.title', language: 'es', text: 'x'.repeat(143) }],
  ['longer than any text', { key: 'pin.title', language: 'es', text: 'x'.repeat(2000) }],
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'].map(
    (control) => [`a direction that is turned by U+${control.charCodeAt(0).toString(16).toUpperCase()}`, { key: 'pin.title', language: 'ar', text: `رقمك ${control}PIN` }] as const,
  ),
  ['a line end', { key: 'pin.title', language: 'es', text: 'Su\nPIN' }],
  ['a line separator', { key: 'pin.title', language: 'es', text: 'Su\u2028PIN' }],
  ['a control character', { key: 'pin.title', language: 'es', text: 'Su\u0007PIN' }],
  ['a C1 control character', { key: 'pin.title', language: 'es', text: 'Su\u009bPIN' }],
  ['half a character', { key: 'pin.title', language: 'es', text: 'Su \ud83d PIN' }],
  ['a brace that is never closed', { key: 'pin.title', language: 'es', text: 'Su {PIN' }],
  ['a placeholder that nothing fills', { key: 'pin.title', language: 'es', text: 'Su {pin}' }],
  ['a placeholder that is missing', { key: 'greeting.morning', language: 'es', text: 'Buenos días' }],
  ['another placeholder', { key: 'greeting.morning', language: 'es', text: 'Buenos días, {nombre}' }],
  ['the name of a property of every object as a placeholder', { key: 'greeting.morning', language: 'es', text: 'Buenos días, {firstName} {constructor}' }],
  ['a name written as a date', { key: 'greeting.morning', language: 'es', text: 'Buenos días, {firstName, date}' }],
  ['a name counted', { key: 'greeting.morning', language: 'es', text: '{firstName, plural, one {uno} other {otros}}' }],
  ['a count written as a time', { key: 'status.unsent', language: 'es', text: '{count, time}' }],
  ['no form for all others', { key: 'status.unsent', language: 'es', text: '{count, plural, one {un fichaje}}' }],
  ['no form for one', { key: 'status.unsent', language: 'es', text: '{count, plural, other {# fichajes}}' }],
  ['a form that there is not', { key: 'status.unsent', language: 'es', text: '{count, plural, one {#} uno {#} other {#}}' }],
  ['a form of another language', { key: 'status.unsent', language: 'es', text: '{count, plural, one {#} two {#} other {#}}' }],
  ['the forms of English in Arabic', { key: 'status.unsent', language: 'ar', text: '{count, plural, one {#} other {#}}' }],
  ['forms that order instead of counting', { key: 'status.unsent', language: 'es', text: '{count, selectordinal, other {#}}' }],
  ['a currency that there is not', { key: 'status.unsent', language: 'es', text: '{count, number, ::currency/dollars}' }],
];

/** Wordings that can be shown as they are. */
export const goodTexts: readonly (readonly [string, { readonly key: string; readonly language: string; readonly text: string }])[] = [
  ['words', { key: 'pin.title', language: 'es', text: 'Su número' }],
  ['as long as there is room', { key: 'pin.title', language: 'es', text: 'x'.repeat(142) }],
  ['markup, which is text', { key: 'pin.title', language: 'es', text: '<b>Su</b> <img src=x onerror=alert(1)> PIN & más' }],
  ['signs of direction that turn nothing', { key: 'pin.title', language: 'ar', text: 'رقم PIN\u200f' }],
  ['an emoji', { key: 'pin.title', language: 'es', text: 'Su PIN 👋🏽' }],
  ['a placeholder in its place', { key: 'greeting.morning', language: 'es', text: '{firstName}: buenos días' }],
  ['both forms', { key: 'status.unsent', language: 'es', text: '{count, plural, =0 {nada} one {uno} other {# sin enviar}}' }],
  ['a count without forms', { key: 'status.unsent', language: 'es', text: 'Sin enviar: {count}' }],
  ['all six forms', { key: 'status.unsent', language: 'ar', text: '{count, plural, zero {#} one {#} two {#} few {#} many {#} other {#}}' }],
  ['the one form of a language with one', { key: 'status.unsent', language: 'ja', text: '{count, plural, other {未送信 # 件}}' }],
];
