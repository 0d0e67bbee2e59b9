package caravel.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The allowed dependencies between the modules.
@AnalyzeClasses(packages = "caravel", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule THE_PRODUCT_NEVER_SEES_THE_PROGRAMS_THAT_VERIFY_IT =
      noClasses()
          .that()
          .resideOutsideOfPackages("caravel.verify..", "caravel.conformance..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("caravel.verify..", "caravel.conformance..");

  @ArchTest
  static final ArchRule CONTROL_NEVER_SEES_THE_ENGINE =
      noClasses()
          .that()
          .resideInAPackage("caravel.control..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("caravel.engine..", "caravel.app..");

  @ArchTest
  static final ArchRule THE_ENGINE_NEVER_SEES_CONTROL =
      noClasses()
          .that()
          .resideInAPackage("caravel.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("caravel.control..", "caravel.app..");

  @ArchTest
  static final ArchRule THE_BLACK_BOXES_KNOW_ADDRESSES_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "caravel.conformance..", "caravel.verify.bench..", "caravel.verify.attack..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("caravel.control..", "caravel.engine..", "caravel.app..");

  @ArchTest
  static final ArchRule BACKUP_KNOWS_NOSTR_ALONE =
      noClasses()
          .that()
          .resideInAPackage("caravel.backup..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "caravel.control..",
              "caravel.engine..",
              "caravel.app..",
              "caravel.conformance..",
              "java.sql..");

  @ArchTest
  static final ArchRule OUTBOUND_KNOWS_NOSTR_ALONE =
      noClasses()
          .that()
          .resideInAPackage("caravel.outbound..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "caravel.backup..",
              "caravel.control..",
              "caravel.engine..",
              "caravel.app..",
              "caravel.conformance..",
              "java.sql..");

  @ArchTest
  static final ArchRule THE_PAGE_OF_AN_INVITE_KNOWS_NO_OTHER_MODULE =
      classes()
          .that()
          .resideInAPackage("caravel.invite..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("caravel.invite..", "java..", "org.jspecify..", "io.nayuki..");

  @ArchTest
  static final ArchRule ONLY_BACKUP_KNOWS_S3 =
      noClasses()
          .that()
          .resideOutsideOfPackage("caravel.backup..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule NOSTR_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("caravel.nostr..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "caravel.control..",
              "caravel.engine..",
              "caravel.backup..",
              "caravel.outbound..",
              "caravel.app..",
              "caravel.conformance..",
              "java.sql..",
              "java.net.http..",
              "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule ONLY_THE_WIRING_NAMES_THE_ADAPTERS =
      classes()
          .that()
          .resideInAnyPackage(
              "caravel.control.hosting.zooid..",
              "caravel.control.notify.nostr..",
              "caravel.control.notify.smtp..")
          .and()
          .arePublic()
          .should()
          .onlyBeAccessed()
          .byClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are the adapter itself or the wiring",
                  caller ->
                      caller.getPackageName().startsWith("caravel.control.hosting.zooid")
                          || caller.getPackageName().startsWith("caravel.control.notify.nostr")
                          || caller.getPackageName().startsWith("caravel.control.notify.smtp")
                          || caller.getName().startsWith("caravel.app.Wiring")));

  /// The simulator runs the real wallet client without sockets, to simulate exhaustion (M3).
  @ArchTest
  static final ArchRule ONLY_THE_WIRING_NAMES_THE_WALLETS =
      classes()
          .that()
          .resideInAnyPackage("caravel.control.payment.nwc..", "caravel.app.demo..")
          .and()
          .arePublic()
          .should()
          .onlyBeAccessed()
          .byClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are the adapter itself, the wiring or the simulator's wallets",
                  caller ->
                      caller.getPackageName().startsWith("caravel.control.payment.nwc")
                          || caller.getPackageName().startsWith("caravel.app.demo")
                          || caller.getName().equals("caravel.verify.simulate.TenantWallets")
                          || caller.getName().startsWith("caravel.app.Wiring")));

  @ArchTest
  static final ArchRule ONLY_MAIN_READS_THE_ENVIRONMENT =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("caravel.app.Main")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule NOBODY_PRINTS_PAST_THE_VOICE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("caravel.app.Main")
          .and()
          .doNotHaveFullyQualifiedName("caravel.verify.VerifyMain")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
