//! Clears the vector registers on the way out: copying and decrypting leave pieces of secrets there, and the
//! dynamic linker stores all of them on the host's stack when the host calls a function for the first time.

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub fn wipe() {
    use std::arch::asm;
    use std::arch::is_x86_feature_detected;

    // SAFETY: every register that is written is named as an output, but for the upper halves and numbers 16 to
    // 31, which the calling conventions leave to the called function and baseline code does not use. The AVX
    // instructions run only where they exist.
    unsafe {
        #[cfg(target_arch = "x86")]
        macro_rules! clearing {
            ($($instruction:literal),*) => {
                asm!($($instruction,)*
                    out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                    out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
                    options(nomem, nostack, preserves_flags))
            };
        }
        #[cfg(target_arch = "x86_64")]
        macro_rules! clearing {
            ($($instruction:literal),*) => {
                asm!($($instruction,)*
                    out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                    out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
                    out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _,
                    out("xmm12") _, out("xmm13") _, out("xmm14") _, out("xmm15") _,
                    options(nomem, nostack, preserves_flags))
            };
        }
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512f") {
            clearing!(
                "vpxord zmm16, zmm16, zmm16",
                "vpxord zmm17, zmm17, zmm17",
                "vpxord zmm18, zmm18, zmm18",
                "vpxord zmm19, zmm19, zmm19",
                "vpxord zmm20, zmm20, zmm20",
                "vpxord zmm21, zmm21, zmm21",
                "vpxord zmm22, zmm22, zmm22",
                "vpxord zmm23, zmm23, zmm23",
                "vpxord zmm24, zmm24, zmm24",
                "vpxord zmm25, zmm25, zmm25",
                "vpxord zmm26, zmm26, zmm26",
                "vpxord zmm27, zmm27, zmm27",
                "vpxord zmm28, zmm28, zmm28",
                "vpxord zmm29, zmm29, zmm29",
                "vpxord zmm30, zmm30, zmm30",
                "vpxord zmm31, zmm31, zmm31"
            );
        }
        if is_x86_feature_detected!("avx") {
            clearing!("vzeroall");
        } else {
            clearing!(
                "xorps xmm0, xmm0",
                "xorps xmm1, xmm1",
                "xorps xmm2, xmm2",
                "xorps xmm3, xmm3",
                "xorps xmm4, xmm4",
                "xorps xmm5, xmm5",
                "xorps xmm6, xmm6",
                "xorps xmm7, xmm7"
            );
            #[cfg(target_arch = "x86_64")]
            clearing!(
                "xorps xmm8, xmm8",
                "xorps xmm9, xmm9",
                "xorps xmm10, xmm10",
                "xorps xmm11, xmm11",
                "xorps xmm12, xmm12",
                "xorps xmm13, xmm13",
                "xorps xmm14, xmm14",
                "xorps xmm15, xmm15"
            );
        }
    }
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
pub fn wipe() {}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use std::arch::asm;

    use super::*;

    #[test]
    fn nothing_stays() {
        let secret = u64::from_ne_bytes(*b"password");
        let left: u64;
        // SAFETY: only the registers that are named are touched.
        unsafe { asm!("movq xmm3, {}", in(reg) secret, out("xmm3") _, options(nomem, nostack)) };
        wipe();
        // SAFETY: as above.
        unsafe { asm!("movq {}, xmm3", out(reg) left, options(nomem, nostack)) };
        assert_eq!(left, 0);
    }
}
