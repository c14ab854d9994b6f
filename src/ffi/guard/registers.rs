//! Clears the vector registers.
//!
//! Copying and decrypting leave pieces of passwords and tokens there, and the dynamic linker stores all of them on the
//! host's stack when a function is called for the first time, by the host or by the library itself. So they are cleared
//! on the way out of each export, and whenever memory is taken or freed (see the allocator). That is 45 instructions
//! each time, 2 to 3 ns of the 40 to 60 of a getter.

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod vector {
    use std::arch::{asm, is_x86_feature_detected};

    /// Zeroes registers with one instruction each, and ends with `$end`. The whole of each counts as written, whatever
    /// the compiler was told to use.
    macro_rules! zero {
        ($operation:literal $end:literal, $($register:literal in $whole:tt),*) => {
            asm!(
                $(concat!($operation, " ", $register, ", ", $register, ", ", $register),)*
                $end,
                $(out($whole) _,)*
                options(nomem, nostack, preserves_flags)
            )
        };
        ($operation:literal, $($register:literal in $whole:tt),*) => {
            asm!(
                $(concat!($operation, " ", $register, ", ", $register),)*
                $(out($whole) _,)*
                options(nomem, nostack, preserves_flags)
            )
        };
    }

    #[cfg(target_arch = "x86")]
    macro_rules! zero_low {
        ($($operation:literal)*) => {
            zero!(
                $($operation)*,
                "xmm0" in "zmm0", "xmm1" in "zmm1", "xmm2" in "zmm2", "xmm3" in "zmm3",
                "xmm4" in "zmm4", "xmm5" in "zmm5", "xmm6" in "zmm6", "xmm7" in "zmm7"
            )
        };
    }
    #[cfg(target_arch = "x86_64")]
    macro_rules! zero_low {
        ($($operation:literal)*) => {
            zero!(
                $($operation)*,
                "xmm0" in "zmm0", "xmm1" in "zmm1", "xmm2" in "zmm2", "xmm3" in "zmm3",
                "xmm4" in "zmm4", "xmm5" in "zmm5", "xmm6" in "zmm6", "xmm7" in "zmm7",
                "xmm8" in "zmm8", "xmm9" in "zmm9", "xmm10" in "zmm10", "xmm11" in "zmm11",
                "xmm12" in "zmm12", "xmm13" in "zmm13", "xmm14" in "zmm14", "xmm15" in "zmm15"
            )
        };
    }

    #[inline(always)]
    pub fn wipe() {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has these registers, and all of them are named as written.
            unsafe {
                zero!(
                    "vpxord" "",
                    "zmm16" in "zmm16", "zmm17" in "zmm17", "zmm18" in "zmm18", "zmm19" in "zmm19",
                    "zmm20" in "zmm20", "zmm21" in "zmm21", "zmm22" in "zmm22", "zmm23" in "zmm23",
                    "zmm24" in "zmm24", "zmm25" in "zmm25", "zmm26" in "zmm26", "zmm27" in "zmm27",
                    "zmm28" in "zmm28", "zmm29" in "zmm29", "zmm30" in "zmm30", "zmm31" in "zmm31"
                );
            }
        }
        if is_x86_feature_detected!("avx") {
            // SAFETY: as above. Zeroes the upper parts, too; `vzeroupper` only tells the processor so. One `vzeroall`
            // would do, but takes three times as long.
            unsafe { zero_low!("vxorps" "vzeroupper") };
        } else {
            // SAFETY: as above, on a processor without upper parts.
            unsafe { zero_low!("xorps") };
        }
    }
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub fn wipe() {
    vector::wipe();
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
pub fn wipe() {}

#[cfg(all(test, target_arch = "x86_64", not(windows)))]
mod tests {
    use std::arch::{asm, is_x86_feature_detected};

    use super::wipe;

    /// What was in `$register` after a secret was put there and the registers were wiped.
    macro_rules! left_in {
        ($store:literal, $load:literal, $($register:literal)*) => {{
            let mut found = Vec::new();
            $({
                let secret = [0x61u8; 64];
                let mut left = [0u8; 64];
                // SAFETY: reads a local variable that is as large as the largest register.
                unsafe { asm!(concat!($load, " ", $register, ", [{}]"), in(reg) &secret, options(nostack)) };
                wipe();
                // SAFETY: stores to a local variable that is as large.
                unsafe { asm!(concat!($store, " [{}], ", $register), in(reg) &mut left, options(nostack)) };
                if left != [0; 64] {
                    found.push($register);
                }
            })*
            found
        }};
    }

    #[test]
    fn nothing_stays() {
        let found = left_in!("movups", "movups", "xmm0" "xmm1" "xmm2" "xmm3" "xmm4" "xmm5" "xmm6" "xmm7"
            "xmm8" "xmm9" "xmm10" "xmm11" "xmm12" "xmm13" "xmm14" "xmm15");
        assert_eq!(found, Vec::<&str>::new());
    }

    #[test]
    fn nothing_stays_in_the_upper_parts() {
        if is_x86_feature_detected!("avx") {
            let found = left_in!("vmovups", "vmovups", "ymm0" "ymm1" "ymm2" "ymm3" "ymm4" "ymm5" "ymm6" "ymm7"
                "ymm8" "ymm9" "ymm10" "ymm11" "ymm12" "ymm13" "ymm14" "ymm15");
            assert_eq!(found, Vec::<&str>::new());
        }
        if is_x86_feature_detected!("avx512f") {
            let found = left_in!("vmovups", "vmovups", "zmm0" "zmm15" "zmm16" "zmm17" "zmm18" "zmm19" "zmm20" "zmm21"
                "zmm22" "zmm23" "zmm24" "zmm25" "zmm26" "zmm27" "zmm28" "zmm29" "zmm30" "zmm31");
            assert_eq!(found, Vec::<&str>::new());
        }
    }

    /// In a build for such a processor the compiler itself uses all of them.
    #[test]
    #[cfg(target_feature = "avx512f")]
    fn what_the_compiler_keeps_in_registers_is_safe() {
        use std::arch::x86_64::{_mm512_add_epi64, _mm512_reduce_add_epi64, _mm512_set1_epi64};
        use std::hint::black_box;

        macro_rules! sum_across_a_wipe {
            ($($value:ident)*) => {{
                $(let $value = _mm512_set1_epi64(black_box(1));)*
                super::vector::wipe();
                let sum = _mm512_set1_epi64(0);
                $(let sum = _mm512_add_epi64(sum, $value);)*
                _mm512_reduce_add_epi64(sum)
            }};
        }

        #[target_feature(enable = "avx512f")]
        fn sum() -> i64 {
            sum_across_a_wipe!(a b c d e f g h i j k l m n o p q r s t u v w x)
        }

        // SAFETY: this build is for processors that have it.
        assert_eq!(unsafe { sum() }, 8 * 24);
    }
}
