package dev.twinkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationTest {
    private final Application storefront = Samples.application(Samples.text("storefront.yaml"));

    @Test
    void aDatabaseHasAMemberInEachZoneThePrimaryRegionsFirst() {
        assertThat(storefront.members(storefront.database("orders-db")))
                .containsExactly(
                        "orders-db-mumbai-a",
                        "orders-db-mumbai-b",
                        "orders-db-mumbai-c",
                        "orders-db-singapore-a",
                        "orders-db-singapore-b",
                        "orders-db-singapore-c");
    }

    @Test
    void aStandbyHasItsPartOfTheReplicasRoundedUpAndAtLeastOne() {
        Region standby = storefront.standby();
        Service orders = storefront.service("orders");
        assertThat(standby.standing(orders)).isEqualTo(2);
        assertThat(standby.full(orders)).isEqualTo(3);
        assertThat(storefront.primary().standing(orders)).isEqualTo(3);
        var third = new Region("a", Optional.empty(), Role.STANDBY, new Percent(33));
        assertThat(third.standing(orders)).isEqualTo(1);
        var none = new Region("a", Optional.empty(), Role.STANDBY, new Percent(0));
        assertThat(none.standing(orders)).isEqualTo(1);
    }

    @Test
    void podsAreSpreadOverZonesAsEvenlyAsCanBe() {
        assertThat(storefront.primary().zones())
                .containsExactly("mumbai-a", "mumbai-b", "mumbai-c");
        assertThat(storefront.primary().spread(5)).containsExactly(2, 2, 1);
        assertThat(storefront.primary().spread(1)).containsExactly(1, 0, 0);
    }

    @Test
    void whatAServiceUsesIsFoundByItsKind() {
        var every = Samples.application(Samples.text("every-key.yaml"));
        Service orders = every.service("orders");
        assertThat(every.databasesOf(orders))
                .extracting(Database::name)
                .containsExactly("orders-db");
        assertThat(every.servicesOf(orders)).extracting(Service::name).containsExactly("catalog");
        assertThat(Application.envPrefix("orders-db")).isEqualTo("ORDERS_DB");
        assertThatThrownBy(() -> every.service("nothing")).hasMessageContaining("\"nothing\"");
    }

    @Test
    void aRequestIsFilledWithItsKeyAndItsNumber() {
        var request =
                new Request(
                        "POST",
                        "/orders/{key}",
                        Optional.of(
                                "{\"product\": {1..100}, \"other\": {5..5}, \"key\": \"{key}\"}"),
                        Map.of("Key", "{key}"),
                        List.of(201));
        var filled = request.filled("k$1\\", 123);
        assertThat(filled.path()).isEqualTo("/orders/k$1\\");
        assertThat(filled.body()).contains("{\"product\": 24, \"other\": 5, \"key\": \"k$1\\\"}");
        assertThat(filled.headers()).containsEntry("Key", "k$1\\");
        assertThat(request.filled("k", -1).body()).get().asString().contains("100");
    }

    @Test
    void theWorstCaseIsTheSumOfTheTimers() {
        assertThat(Bound.ofRegion(storefront).total()).isEqualTo(Duration.ofMillis(13_100));
        assertThat(Bound.ofZone(storefront).total()).isEqualTo(Duration.ofSeconds(9));
        var slow = Samples.application(Samples.text("every-key.yaml"));
        assertThat(Bound.ofRegion(slow))
                .hasToString(
                        "32.2s (detect 1s + evidence 300ms + lease 4s + guard 400ms + promote 1s +"
                                + " second copy 5s + reroute 500ms + ttl 20s)");
    }

    @Test
    void theGuardIsATenthOfTheLeaseButNeverTooShort() {
        var automatic = Recovery.Approval.AUTOMATIC;
        assertThat(new Recovery(Duration.ofSeconds(30), automatic).guard())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(new Recovery(Duration.ofMillis(500), automatic).guard())
                .isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aStarterForABadNameIsRefused() {
        assertThat(Starter.validName("shop-2")).isTrue();
        assertThat(Starter.validName("Shop")).isFalse();
        assertThatThrownBy(() -> Starter.text("Shop")).hasMessageContaining("\"Shop\"");
    }
}
