"""The words that case names are made of: two of them, neutral, easy to say on the telephone.

They stand apart because nothing else may be read from a name: it is drawn at random by the store.
"""

FIRST = tuple(
    """amber ample apple april aspen autumn azure bamboo basil birch bright brisk bronze calm candle canvas
    caramel carbon cedar chalk cherry cinder citrus clay clear clover cobalt cocoa copper coral cotton cream
    crimson crystal daisy dapper early easy ebony elder emerald even fair feather fern flaxen floral fresh frosty
    gentle ginger glass golden granite grape green hazel heather hidden honey humble indigo iron ivory ivy jade
    jasper juniper kind lacquer lavender leafy lemon light lilac lime linen lively lunar magenta maple
    mellow merry mild mint misty modest mosaic mossy muslin neat nimble noble north oaken oat ocean olive
    opal orange orchid oval paper pastel patient peach pearl pepper pine plain plum polar poppy porcelain proud
    purple quartz quick quiet rapid raven red rosy round royal ruby rustic saffron sage sandy sapphire satin
    scarlet sepia shady shiny silk silver simple slate smooth snowy soft solar solid spruce spring steady
    still stone summer sunny swift tawny teal thyme tidy topaz tulip turquoise umber upper vanilla velvet violet
    walnut warm wheat white wicker willow winter wise wooden woolen yellow young zinc""".split()
)
SECOND = tuple(
    """acorn almanac anchor apron arch archway armchair atlas attic badge bagel balcony balloon banjo barn barrel
    basket beacon bell bench bicycle blanket boat bonnet book bookshelf bottle bowl box bracelet bridge broom
    brush bucket button cabin cabinet camera canal canoe carpet cart castle chair chest chimney clock
    cloud coat comb compass corner cottage cradle crane cup curtain cushion dial dish dock door drawer drum easel
    engine envelope fence ferry fiddle field fire flag flute forest fork fountain frame garden garland gate globe
    glove goblet guitar hammock harbour harp hat hearth hedge hill hinge inkwell island jacket jar jigsaw journal
    jug kettle key kite kitchen ladder lagoon lake lamp lantern lattice ledger lens letterbox library lighthouse
    locket loom lute mandolin map market marble mast meadow medal mill mirror mitten mug necklace needle notebook
    oar orchard organ oven paddle pail palette parcel park path pavilion pebble pen pencil penny piano picture pier
    pillow pitcher planet plate plaza pocket pond porch postcard pot prairie prism quarry quill quilt raft railing
    rake rattan ribbon ridge ring river road rocket roof rope saddle sail scarf school scroll shelf shell ship
    shovel sledge slipper spindle spoon square stable staircase stamp station stool stove suitcase sundial table
    tablet tambourine tapestry teapot telescope tent terrace thimble ticket tile tower train tram tray trellis
    trumpet tunnel umbrella urn valley vase veranda viaduct village viola wagon walkway wardrobe well wheel
    whistle window workshop yarn""".split()
)
