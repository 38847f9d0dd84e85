/** A slow disk for one program and its children: every fsync takes longer, as on the eMMC or SD card of a real kiosk. */
import { spawnSync } from 'node:child_process';

/** The command and its arguments that stand before the program's own; strace changes nothing but the time of these calls. */
export function slowDisk(fsyncDelayMs: number): string[] {
  return ['strace', '-f', '--seccomp-bpf', '-qqq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', `inject=fsync,fdatasync:delay_exit=${fsyncDelayMs}ms`];
}

export function canSlowDisk(): boolean {
  return spawnSync('strace', ['-V']).status === 0;
}
