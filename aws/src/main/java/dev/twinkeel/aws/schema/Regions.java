package dev.twinkeel.aws.schema;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The names of AWS's regions and zones.
public final class Regions {
    public static final Set<String> ALL =
            Collections.unmodifiableSortedSet(
                    new TreeSet<>(
                            Arrays.asList(
                                    """
                            af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1
                            ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5
                            ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1
                            eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
                            eusc-de-east-1 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1
                            us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2"""
                                            .split("\\s+", -1))));

    /// What is meant as a region, right or wrong; `shop-prod-web-1` is a name.
    private static final Pattern REGION =
            Pattern.compile(
                    "(af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(-gov|-de)?"
                            + "-(north|south)?(north|south|east|west|central)-\\d{1,2}");

    private Regions() {}

    static boolean looksLikeRegion(String text) {
        return REGION.matcher(text).matches();
    }

    static boolean looksLikeZone(String text) {
        return text.length() > 1
                && Character.isLowerCase(text.charAt(text.length() - 1))
                && looksLikeRegion(text.substring(0, text.length() - 1));
    }

    /// Of a zone: all but its last letter.
    public static String ofZone(String zone) {
        return zone.substring(0, zone.length() - 1);
    }

    public static boolean isZone(String text) {
        return looksLikeZone(text)
                && ALL.contains(ofZone(text))
                && text.charAt(text.length() - 1) <= 'f';
    }
}
