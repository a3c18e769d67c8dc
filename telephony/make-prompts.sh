#!/bin/sh
# Makes the stand-in prompts: SYNTHESISED speech (espeak-ng), to be replaced by recordings of native speakers. Needs espeak-ng and sox; run by hand, never at run time.
set -eu
cd "$(dirname "$0")/prompts"
say() { # language voice name text
  mkdir -p "$1"
  # What is there stays: the dither of every run is another. Delete a file to make it anew.
  [ ! -s "$1/$3.ulaw" ] || return 0
  espeak-ng -v "$2" -s 165 -w /tmp/havenline-prompt.wav "$4"
  sox /tmp/havenline-prompt.wav -r 8000 -c 1 -t ul "$1/$3.ulaw" silence 1 0.01 0.5% reverse silence 1 0.01 0.5% reverse gain -n -6
}
while IFS='|' read -r name en es; do
  [ -n "$name" ] || continue
  say en en-us "$name" "$en"; say es es-419 "$name" "$es"
done < ../prompts.txt
# One sentence each, by which speakers of other languages find themselves.
while IFS='|' read -r code voice sample menu; do
  say "$code" "$voice" sample "$sample"; say "$code" "$voice" for-language "$menu"
done < ../samples.txt
i=0
while [ $i -le 30 ]; do say en en-us "number-$i" "$i"; say es es-419 "number-$i" "$i"; i=$((i+1)); done
# The tone after which a message begins.
for language in en es; do [ -s "$language/message-tone.ulaw" ] || sox -n -r 8000 -c 1 -t ul "$language/message-tone.ulaw" synth 0.4 sine 880 fade q 0.02 0.4 0.05 gain -n -12; done
mkdir -p music
[ ! -s music/hold.ulaw ] || exit 0
for chord in "261.6 329.6 392" "220 261.6 329.6" "174.6 220 261.6" "196 246.9 293.7"; do
  set -- $chord
  sox -n -r 8000 -c 1 -t raw -e signed -b 16 - synth 3 sine "$1" synth 3 sine mix "$2" synth 3 sine mix "$3" fade q 0.6 3 0.9 gain -n -18
done > /tmp/havenline-music.raw
sox -r 8000 -c 1 -t raw -e signed -b 16 /tmp/havenline-music.raw -t ul music/hold.ulaw
rm -f /tmp/havenline-prompt.wav /tmp/havenline-music.raw
