/** Argon2id hash of a password that nobody has: an unknown user costs the same time as a wrong password. Its cost must be that of the hashes which the server makes. */
export const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$vYxQdG5zuRercV7HAF3euw$nMpVkwM/kAQ6dFFlhk201APi4DR0gy3ShvzJiPgjXcA';
