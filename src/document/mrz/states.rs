//! The codes of states and organisations that may issue a document (ICAO Doc 9303-3, section 5).

/// ISO 3166-1 alpha-3, then what Doc 9303-3 adds: British nationality classes, the United Nations and other
/// organisations, stateless persons and refugees, the European Union, Kosovo, and Utopia, the state of specimens.
const CODES: &str = "\
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ \
BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU \
DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC \
GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM \
KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG \
MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL \
PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN \
SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB \
VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE \
D EUE GBD GBN GBO GBP GBS RKS UNK UNO UNA XBA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO XXA XXB XXC XXX UTO";

/// Whether `code` (1 to 3 capitals, fillers taken off) is on the list.
pub fn is_listed(code: &str) -> bool {
    !code.is_empty() && CODES.split(' ').any(|listed| listed == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn germany_is_listed_by_its_one_letter_and_an_invented_code_is_not() {
        assert!(is_listed("D") && is_listed("ARE") && is_listed("UTO"));
        assert!(!is_listed("BDR") && !is_listed("") && !is_listed("AR"));
    }

    #[test]
    fn the_list_holds_the_249_codes_of_iso_3166_1_and_27_more() {
        assert_eq!(CODES.split(' ').count(), 249 + 27);
    }
}
